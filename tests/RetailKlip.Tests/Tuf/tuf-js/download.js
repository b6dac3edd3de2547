// Refreshes and downloads with tuf-js: METADATA_DIR METADATA_URL TARGET_DIR TARGET_URL NAME…; prints one path a line.
import { Updater } from 'tuf-js';

const [metadataDir, metadataBaseUrl, targetDir, targetBaseUrl, ...names] = process.argv.slice(2);
const updater = new Updater({ metadataDir, metadataBaseUrl, targetDir, targetBaseUrl });
await updater.refresh();
for (const name of names) {
  const target = await updater.getTargetInfo(name);
  if (!target) throw new Error(`${name} is in no role`);
  console.log(await updater.downloadTarget(target));
}
