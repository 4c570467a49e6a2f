import { describe, expect, it } from 'vitest';
import { MessageTemplate, templateProblem } from '../../model/message-template.js';
import { MESSAGE_KINDS } from '../../model/notice.js';
import { sampleMessage } from '../../model/sample-messages.js';

const WORDS = { subject: 'ALARM: tokyo', text: 'line one\nline two\n', page: null };
const made = (source: string, form: 'text' | 'json', more: object = {}) =>
  new MessageTemplate(source, form).render({ ...sampleMessage('alarm'), ...more } as never, WORDS);

describe('a template', () => {
  it('escapes what it puts into JSON, whatever a label or a vendor has written', () => {
    const what = 'said "no"\\ \n\u2028 {{ name }} 東京 </script>';
    const json = made('{"text": "{{ subject }}: {{ what }}", "lines": "{{ text }}"}', 'json', { what });
    expect(JSON.parse(json)).toEqual({ text: `ALARM: tokyo: ${what}`, lines: 'line one\nline two\n' });
  });

  it('writes money, times in UTC, labels, and nothing for what is not there', () => {
    const source =
      '{{ price | money }}; {{ expiresAt | date: "%Y-%m-%d %H:%M" }}; {{ labels.team }}; {{ labels.none }}{{ page }}{{ nextStep.at }};';
    expect(made(source, 'text')).toBe('200.00 USD; 2027-01-11 16:00; network; ;');
    expect(made('{{ price | money }}.', 'text', { price: null })).toBe('.');
  });

  it('makes a list of what the digest holds', () => {
    const source = '{% for one in waiting.items %}{{ one.name }} waits for {{ one.waitingFor }}{% endfor %}';
    expect(new MessageTemplate(source, 'text').render(sampleMessage('digest'), WORDS)).toBe('sample waits for payment');
  });

  it.each([
    ['{"text": "{{ waht }}"}', 'no message has waht'],
    ['{"text": "{{ what }}"', 'makes no JSON of a message of kind reminder'],
    ['{"text": "{{ what | shout }}"}', 'undefined filter: shout'],
    ['{% if what %}{"text": "x"}', 'tag {% if what %} not closed'],
    ['{% if kind == "alarm" %}{}{% endif %}', 'makes no JSON of a message of kind reminder: '],
    ['{% include "/etc/passwd" %}', 'includes no other'],
    ['{% render "/etc/passwd" %}', 'includes no other'],
    ['{"a": "{{ what.constructor.name }}{% for i in (1..100000000) %}x{% endfor %}"}', /limit exceeded/],
  ])('%s is refused before anybody is to be told', (source, problem) => {
    expect(templateProblem(source, 'json', MESSAGE_KINDS)).toMatch(problem);
  });

  it('sees nothing but the message', () => {
    expect(made('{{ what.constructor }}{{ labels.__proto__ }}{{ name.toString }}', 'text')).toBe('');
  });

  it('is tried only with what its outlet takes', () => {
    expect(templateProblem('{"a": {{ price.amountMinor }}}', 'json', ['alarm'])).toBeNull();
    expect(templateProblem('{"a": {{ price.amountMinor }}}', 'json', ['alarm', 'digest'])).toContain('kind digest');
  });
});
