/**
 * What `npm test` runs, and what `npm run test:long` does: tests that wait for leases, failovers and packaging, crash cycles, and all
 * properties. Of these `npm test` has convergence and the cases that once went wrong.
 */
const TESTS = {
  short: [String.raw`^(?!.*/test/properties/(?!convergence|found|known)).*\.(e2e-)?spec\.ts$`],
  long: [String.raw`\.long-spec\.ts$`, String.raw`/test/properties/.*\.spec\.ts$`],
};

export default {
  testEnvironment: 'node',
  testTimeout: 30_000,
  coverageProvider: 'v8',
  testRegex: TESTS[process.env.TESTS ?? 'short'],
  // Many tests wait for other processes.
  maxWorkers: '100%',
  moduleFileExtensions: ['ts', 'js', 'json'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
    // The examples import the package by its name.
    '^nestjs-trading-cache$': '<rootDir>/src/index.ts',
    '^nestjs-trading-cache/http$': '<rootDir>/src/http.ts',
    '^nestjs-trading-cache/testing$': '<rootDir>/src/testing/index.ts',
    '^nestjs-trading-cache/(http|redis|store)$': '<rootDir>/src/$1.ts',
    // Whatever is installed in an example, there is one Nest.
    '^@nestjs/([^/]+)$': '<rootDir>/node_modules/@nestjs/$1',
    // The client's former version: `IOREDIS=5 npm run test:long -- test/conformance/redis`.
    ...(process.env.IOREDIS === '5' && { '^ioredis$': 'ioredis-5' }),
  },
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        sourceMaps: true,
      },
    ],
  },
  // These CommonJS packages require ESM ones, which Jest can do on Node >= 24.9 only: let swc turn them into ESM.
  transformIgnorePatterns: ['/node_modules/(?!(content-disposition|cookie)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
};
