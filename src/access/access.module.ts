import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Access } from './access.js';

/** Lets all of the app ask what a request may see. */
@Module({})
export class AccessModule {
  static forRoot(access: Access): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [{ provide: Access, useValue: access }],
      exports: [Access],
    };
  }
}
