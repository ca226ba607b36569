import { Controller, Get, Header, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import { pageFiles } from './page-files.js';

/** The page loads from here only, and nothing in it is a script or a style but its files. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

@Controller()
export class MonitorController {
  private readonly files = pageFiles();

  @Get()
  @Header('content-security-policy', POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-cache')
  page(): StreamableFile {
    return this.answer('index.html');
  }

  @Get('monitor/:file')
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-cache')
  file(@Param('file') name: string): StreamableFile {
    return this.answer(name);
  }

  /** @throws {NotFoundException} if the page has no such file. */
  private answer(name: string): StreamableFile {
    const file = this.files.get(name);
    if (file === undefined) throw new NotFoundException('The page has no such file.');
    return new StreamableFile(file.bytes, { type: file.type, length: file.bytes.length });
  }
}
