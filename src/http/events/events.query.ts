import { IsOptional, IsString, Matches } from 'class-validator';
import { EVENT_NAMES } from './event-names.js';

const NAME = `(?:${EVENT_NAMES.map((name) => name.replace('.', String.raw`\.`)).join('|')})`;

/** Names of events with commas between them, as a regular expression. */
export const EVENT_LIST = `^${NAME}(?:,${NAME}){0,${EVENT_NAMES.length - 1}}$`;

/** Which events a reader wants. */
export class EventsQuery {
  @IsOptional()
  @IsString()
  symbol?: string;

  @IsOptional()
  @IsString()
  exchange?: string;

  @IsOptional()
  @Matches(new RegExp(EVENT_LIST), {
    message: `must be one or several of ${EVENT_NAMES.join(', ')}, with commas between them`,
  })
  events?: string;
}
