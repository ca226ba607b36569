export function registryReadme(readme: string, files: readonly string[]): string;
