// A picture on standard input (RGBA, so many dots wide and high) as another encoder's bytes on standard output.
import { readFileSync, writeSync } from 'node:fs';
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';

const [width, height] = process.argv.slice(2, 4).map(Number);
const picture = { data: new Uint8ClampedArray(readFileSync(0)), width, height };
const encoder = new ReceiptPrinterEncoder({ language: 'esc-pos', imageMode: process.argv[4] });
writeSync(1, encoder.initialize().image(picture, width, height, 'threshold', 128).line('Gita').cut().encode());
