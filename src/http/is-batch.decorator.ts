import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';

/** How many items one request may have. */
export const MAX_ITEMS = 1_000;

/** The value is a list of 1 to 1000 items. What is in them is checked where they are applied. */
export function IsBatch(): PropertyDecorator {
  return applyDecorators(IsArray(), ArrayMinSize(1), ArrayMaxSize(MAX_ITEMS));
}
