import type { PipeTransform } from '@nestjs/common';
import { InvalidRequestError } from './http.errors.js';

const MAX_LENGTH = 512;

/** An id or a symbol in a path, decoded. @throws {InvalidRequestError} if it is longer than 512 characters. */
export class PathTextPipe implements PipeTransform<string, string> {
  constructor(private readonly field: string) {}

  transform(text: string): string {
    if (text.length <= MAX_LENGTH) return text;
    throw new InvalidRequestError([
      { field: this.field, reason: `must be at most ${MAX_LENGTH} characters long` },
    ]);
  }
}
