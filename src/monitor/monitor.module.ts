import { Module } from '@nestjs/common';
import { MonitorController } from './monitor.controller.js';

/** The page that shows how the scopes are. It asks the endpoints of the app, and changes nothing. */
@Module({ controllers: [MonitorController] })
export class MonitorModule {}
