// Writes a small, complete, tested feature: npm run new-feature -- NAME [--root FOLDER]
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const usage = 'Usage: npm run new-feature -- NAME [--root FOLDER]';
const help = `${usage}

Writes src/features/NAME/ (a command !NAME with storage, a setting, phrases in French and English and tests) and its line
in src/features/index.ts. Example: npm run new-feature -- dice

  --root    another checkout than this one`;
const template = join(import.meta.dirname, 'new-feature', 'template');

function refuse(text: string): never {
  console.error(text);
  process.exit(64);
}

function read() {
  try {
    const root = { type: 'string', default: join(import.meta.dirname, '..') } as const;
    const options = { root, help: { type: 'boolean', default: false } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return refuse(`${(error as Error).message.split('. ')[0]}. ${usage}`);
  }
}

const { values, positionals } = read();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const [name = ''] = positionals;
if (positionals.length !== 1 || !/^[a-z][a-z0-9]{1,19}$/.test(name)) {
  refuse(`NAME: expected 2 to 20 small letters and digits, such as dice. ${usage}`);
}
const features = join(values.root, 'src', 'features');
const folder = join(features, name);
if (existsSync(folder)) refuse(`${folder} is there already.`);

mkdirSync(folder);
for (const file of readdirSync(template)) {
  const text = readFileSync(join(template, file), 'utf8').replaceAll('NAME', name);
  writeFileSync(join(folder, file.replace('NAME', name).replace(/\.txt$/, '')), text);
}
const index = join(features, 'index.ts');
const lines = [...readFileSync(index, 'utf8').trimEnd().split('\n'), `export { ${name} } from './${name}/index.ts';`];
writeFileSync(index, `${lines.sort().join('\n')}\n`);
console.log(`src/features/${name}/ and its line in src/features/index.ts are written.
Try it: npm run demo, then type !${name}. Then make it yours: the folder is all there is of it.`);
