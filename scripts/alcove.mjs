#!/usr/bin/env node
// The command line: `alcove <command>`, or `npm run -s alcove -- <command>` in a checkout.
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { become, findNode, root } from './own-node.mjs';

const node = findNode();
ensureBuilt();
become(node, [join(root, 'out/headless.js'), ...process.argv.slice(2)]);
