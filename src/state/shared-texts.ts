/** Equal texts made one: records that were read one by one each have their own copy of the same names. */
export class SharedTexts {
  private readonly texts = new Map<string, string>();

  readonly share = (text: string): string => {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  };
}
