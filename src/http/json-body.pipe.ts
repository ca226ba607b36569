import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { InvalidRequestError } from './http.errors.js';

/** A body that may be any JSON value. @throws {InvalidRequestError} if there is none. */
@Injectable()
export class JsonBodyPipe implements PipeTransform<unknown> {
  transform(value: unknown): unknown {
    if (value !== undefined) return value;
    throw new InvalidRequestError([{ field: 'body', reason: 'is missing; send a JSON value' }]);
  }
}
