import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { OPEN_STATUSES, POSITION_SIDES, TERMINAL_STATUSES } from '../src/orders/order.js';

const MAX_ID = 128;
const MAX_NAME = 32;

function Text(max: number): PropertyDecorator {
  return applyDecorators(IsString(), MaxLength(max));
}

function Decimal(): PropertyDecorator {
  return Matches(/^-?\d{1,36}(?:\.\d{1,18})?$/);
}

/** An order update as a DTO of Nest would be written. */
export class OrderUpdateDto {
  @Text(MAX_NAME) exchange!: string;
  @Text(MAX_ID) symbol!: string;
  @IsOptional() @Text(MAX_ID) id?: string;
  @IsOptional() @Text(MAX_ID) clientOrderId?: string;
  @IsOptional() @Text(MAX_ID) formerId?: string;
  @IsOptional() @Text(MAX_ID) replaces?: string;
  @IsIn([...OPEN_STATUSES, ...TERMINAL_STATUSES]) status!: string;
  @IsIn(['BUY', 'SELL']) side!: string;
  @IsOptional() @Text(MAX_NAME) type?: string;
  @IsOptional() @Text(MAX_NAME) timeInForce?: string;
  @IsOptional() @Decimal() price?: string;
  @Decimal() amount!: string;
  @Decimal() filled!: string;
  @IsOptional() @Decimal() average?: string;
  @IsOptional() @Decimal() lastFilled?: string;
  @IsOptional() @Decimal() lastFilledPrice?: string;
  @IsOptional() @Text(MAX_ID) tradeId?: string;
  @IsOptional() @Decimal() fee?: string;
  @IsOptional() @Text(MAX_NAME) feeCurrency?: string;
  @IsOptional() @IsIn(['MAKER', 'TAKER']) liquidity?: string;
  @IsOptional() @IsObject() cumFees?: object;
  @IsOptional() @IsBoolean() reduceOnly?: boolean;
  @IsOptional() @IsIn(POSITION_SIDES) positionSide?: string;
  @IsOptional() @Decimal() contractSize?: string;
  @IsOptional() @Text(MAX_ID) reason?: string;
  @IsOptional() @IsInt() timestamp?: number;
}
