// Draws resources/icon.png (1024 by 1024) from the app icon in resources/logo.svg: node scripts/make-icon.mjs, with a browser in ALCOVE_CHROMIUM.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root } from './own-node.mjs';

const logo = readFileSync(join(root, 'resources/logo.svg'), 'utf8');
const icon = /<g id="icon">[\s\S]*?<\/g>/.exec(logo)?.[0];
const executablePath = process.env.ALCOVE_CHROMIUM;
const browser = await chromium.launch({ chromiumSandbox: false, ...(executablePath && { executablePath }) });
const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } });
// The drawing's grid is 256 wide, with 2 around it; icons of the systems leave about a tenth of air.
await page.setContent(
  `<style>body{margin:0}</style><svg xmlns="http://www.w3.org/2000/svg" width="1024" height="1024" viewBox="-24 -24 308 308">${icon}</svg>`,
);
await page.screenshot({ path: join(root, 'resources/icon.png'), omitBackground: true });
await browser.close();
