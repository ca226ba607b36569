import type { InstrumentDefinition } from '../instruments/instrument.js';
import { IsBatch } from './is-batch.decorator.js';

/** The envelope of instruments. They are registered all or none. */
export class InstrumentsDto {
  @IsBatch()
  instruments!: InstrumentDefinition[];
}
