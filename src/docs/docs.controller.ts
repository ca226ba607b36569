import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { HealthController } from '../health/health.controller.js';
import { CHANGING_CONTROLLERS, READING_CONTROLLERS } from '../http/controllers.js';
import { QueryGuard } from '../http/query.guard.js';
import { DOCS_POLICY, docsPage } from './docs-page.js';
import { openApiDocument } from './openapi-document.js';
import type { OpenApiDocument } from './openapi-document.js';

/** What the app answers, described. */
@Controller('docs')
@UseGuards(QueryGuard)
export class DocsController {
  private readonly document = openApiDocument([
    ...READING_CONTROLLERS,
    ...CHANGING_CONTROLLERS,
    HealthController,
  ]);
  private readonly html = docsPage(this.document);

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  page(): string {
    return this.html;
  }

  @Get('openapi.json')
  openApi(): OpenApiDocument {
    return this.document;
  }
}
