import { SetMetadata } from '@nestjs/common';
import { SWAGGER } from './swagger-metadata.js';

/** Puts the endpoints of a controller under a heading of the document. */
export function Tag(tag: string): ClassDecorator {
  return SetMetadata(SWAGGER.tags, [`Trading cache: ${tag}`]) as ClassDecorator;
}
