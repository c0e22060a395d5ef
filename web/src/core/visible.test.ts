// Labels are hostile text until shown otherwise.
import { expect, test } from 'vitest';
import { visible, webLink } from './visible';

test('what steers a line is seen, what is only foreign stays', () => {
  expect(visible('safe\u202etxt.exe')).toBe('safe\\u202etxt.exe');
  expect(visible('a\u200bb\u0007')).toBe('a\\u200bb\\u0007');
  expect(visible('ตลาด Bursa Melati · 交易所 <b>')).toBe('ตลาด Bursa Melati · 交易所 <b>');
  expect(visible('tag\u{e0041}')).toBe('tag\\u{e0041}');
});

test('only a plain web address is a link', () => {
  expect(webLink('https://kancil.example/story/forum')).toBe('https://kancil.example/story/forum');
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://a\u202eb', 'https://', 'a forum']) {
    expect(webLink(text)).toBeNull();
  }
});
