// Trains nlp.js on a labelled file and asks it another, one core, and prints its
// accuracy and the median time of a message: what `potentiels eval --train` prints
// for ours. Usage: node compare.mjs TRAIN.tsv TEST.tsv
import { readFileSync } from 'node:fs';
import { dockStart } from '@nlpjs/basic';
import { LangFr } from '@nlpjs/lang-fr';

const read = (name) => readFileSync(name, 'utf8').split('\n').filter((line) => line.includes('\t')).map((line) => line.split('\t'));
const [train, test] = process.argv.slice(2, 4).map(read);

const dock = await dockStart({ settings: { nlp: { autoSave: false, forceNER: false, languages: ['fr'], nlu: { log: false } } }, use: ['Basic', 'LangFr'] })
  .catch(async () => {
    const d = await dockStart({ use: ['Basic'] });
    d.getContainer().use(LangFr);
    return d;
  });
const nlp = dock.get('nlp');
nlp.addLanguage('fr');
for (const [intent, text] of train) nlp.addDocument('fr', text, intent);
const cpu = process.cpuUsage();
await nlp.train();
const spent = process.cpuUsage(cpu);

let right = 0;
const micros = [];
for (const round of [0, 1]) {
  for (const [intent, text] of test) {
    const begin = process.hrtime.bigint();
    const answer = await nlp.process('fr', text);
    if (round === 0) continue; // warms up the compiler
    micros.push(Number(process.hrtime.bigint() - begin) / 1000);
    if (answer.intent === intent) right += 1;
  }
}
micros.sort((a, b) => a - b);
console.log(JSON.stringify({
  accuracy: right / test.length,
  micros_per_message: micros[micros.length >> 1],
  train_seconds: (spent.user + spent.system) / 1e6,
}));
