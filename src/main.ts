import 'reflect-metadata';
import { runApp } from './run-app.js';

await runApp(process.env);
