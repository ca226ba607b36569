import { createHash } from 'node:crypto';
import type { OpenApiDocument, OpenApiOperation } from './openapi-document.js';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
  summary { cursor: pointer } code, pre { font: 14px/1.5 ui-monospace, monospace } pre { overflow: auto; padding: .75rem; background: #8881 }
  table { border-collapse: collapse } td { padding: .15rem 1rem .15rem 0; vertical-align: top } .method { display: inline-block; width: 4.5rem }
`;

/** What a browser lets the page do: have the style that is in it, and nothing else. */
export const DOCS_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The document as one page of HTML. It loads nothing, from here or elsewhere, and runs no script. */
export function docsPage(document: OpenApiDocument): string {
  const { title, description } = document.info;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const sections = tags.map((tag) => {
    const shown = operations.filter(({ operation }) => operation.tags.includes(tag));
    return `<h2>${escaped(tag)}</h2>${shown.map(({ method, path, operation }) => section(method, path, operation)).join('')}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>
<p>${escaped(description)} The same as <a href="docs/openapi.json">OpenAPI 3.1</a>.</p>
${sections.join('\n')}
<h2>Models</h2>${models(document)}</body></html>`;
}

function section(method: string, path: string, operation: OpenApiOperation): string {
  const parameters = operation.parameters.map(({ name, in: place, required, description = '' }) =>
    row(name, place, required ? 'required' : '', description),
  );
  const responses = Object.entries(operation.responses).map(([status, { description }]) =>
    row(status, description),
  );
  const [example] = Object.values(operation.requestBody?.content['application/json']?.examples ?? {});
  return `<details><summary><code><span class="method">${escaped(method.toUpperCase())}</span>${escaped(path)}</code>
${escaped(operation.summary)}</summary>${operation.description === undefined ? '' : `<p>${escaped(operation.description)}</p>`}
<table>${parameters.join('')}</table>${example === undefined ? '' : json(example.value)}<table>${responses.join('')}</table></details>`;
}

function models({ components }: OpenApiDocument): string {
  return Object.entries(components.schemas)
    .map(
      ([name, schema]) =>
        `<details><summary><code>${escaped(name)}</code></summary>${json(schema)}</details>`,
    )
    .join('');
}

function row(...cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
}

function json(value: unknown): string {
  return `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
