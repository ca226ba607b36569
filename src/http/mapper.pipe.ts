import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { mapBinance } from '../exchanges/binance/binance.mapper.js';
import { mapBybit } from '../exchanges/bybit/bybit.mapper.js';
import type { Mapped } from '../exchanges/mapped.js';
import { mapOkx } from '../exchanges/okx/okx.mapper.js';
import { NotFoundError } from './http.errors.js';

/** What a message of one exchange tells. */
export type Mapper = (message: unknown) => readonly Mapped[];

const MAPPERS: ReadonlyMap<string, Mapper> = new Map([
  ['binance', mapBinance],
  ['bybit', mapBybit],
  ['okx', mapOkx],
]);

/** The mapper of the exchange that a path names. @throws {NotFoundError} if there is none. */
@Injectable()
export class MapperPipe implements PipeTransform<string, Mapper> {
  transform(exchange: string): Mapper {
    const mapper = MAPPERS.get(exchange);
    if (mapper !== undefined) return mapper;
    const known = [...MAPPERS.keys()].join(', ');
    throw new NotFoundError(`A mapper of ${JSON.stringify(exchange)} (there are ${known})`);
  }
}
