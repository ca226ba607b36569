import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';

/** The description of the app's endpoints. */
@Module({ controllers: [DocsController] })
export class DocsModule {}
