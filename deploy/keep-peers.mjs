// Run in the folder of the app before `npm prune --omit=dev`: what a host brings along, as peers, the app must keep itself, in the versions
// that are installed. Only the copy of package.json in the image is changed.
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
// Of a host's own swagger and OpenTelemetry the app uses nothing.
const FOR_HOSTS = ['@nestjs/swagger', '@opentelemetry/api'];
const peers = Object.keys(manifest.peerDependencies).filter((name) => !FOR_HOSTS.includes(name));
for (const name of peers) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  manifest.dependencies[name] = version;
  delete manifest.devDependencies[name];
}
delete manifest.peerDependencies;
delete manifest.peerDependenciesMeta;
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
