// E-mails on standard input (a JSON list, each in base64) as another program reads them, on standard output.
import { readFileSync, writeSync } from 'node:fs';
import PostalMime from 'postal-mime';
import ICAL from 'ical.js';

/** @param {string} text */
function entries(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const names = ['uid', 'sequence', 'summary', 'location', 'status', 'organizer', 'dtstamp', 'dtstart', 'dtend'];
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const values = names.map((name) => [name, String(event.getFirstPropertyValue(name))]);
    return { ...Object.fromEntries(values), method: calendar.getFirstPropertyValue('method') };
  });
}

/** @param {string} raw */
async function read(raw) {
  const mail = await PostalMime.parse(Buffer.from(raw, 'base64'));
  const parts = mail.attachments.map((part) => ({
    name: part.filename,
    kind: part.mimeType,
    id: part.contentId,
    method: part.method,
    content: Buffer.from(part.content).toString('base64'),
  }));
  const ics = mail.attachments.find((part) => part.mimeType === 'text/calendar');
  return {
    subject: mail.subject,
    from: [mail.from.name, mail.from.address],
    to: mail.to.map((one) => one.address),
    html: mail.html,
    text: mail.text,
    parts,
    entries: ics && entries(Buffer.from(ics.content).toString('utf8')),
  };
}

const mails = JSON.parse(readFileSync(0, 'utf8'));
writeSync(1, JSON.stringify(await Promise.all(mails.map(read))));
