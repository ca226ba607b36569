import { IsOptional, IsString, Matches } from 'class-validator';

const DEFAULT_LIMIT = 100;

/** Which page of a list. */
export class PageQuery {
  /** Items on a page, 1 to 1000. */
  @Matches(/^(?:[1-9]\d{0,2}|1000)$/, { message: 'limit must be an integer from 1 to 1000' })
  limit: string = String(DEFAULT_LIMIT);

  /** The `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  cursor?: string;
}
