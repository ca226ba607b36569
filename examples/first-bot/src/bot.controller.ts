import { Body, Controller, Get, Post } from '@nestjs/common';
import type { OrderUpdate, UpdateResult } from 'nestjs-trading-cache';
import { Bot } from './bot.js';

@Controller('bot')
export class BotController {
  constructor(private readonly bot: Bot) {}

  @Post('updates')
  feed(@Body() update: OrderUpdate): UpdateResult {
    return this.bot.feed(update);
  }

  @Get()
  show(): { readonly held: string; readonly trades: readonly string[] } {
    return { held: this.bot.held(), trades: this.bot.trades };
  }
}
