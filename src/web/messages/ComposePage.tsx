import { SendOutlined } from '@ant-design/icons';
import { Alert, App, Button, Card, DatePicker, Input, Radio, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bookList, type BookView } from '../../address-book/contract.js';
import {
  MOST_CHARACTERS,
  previewView,
  quoteView,
  sendingView,
  templateList,
  type PriorityName,
  type SenderView,
  type TemplateView,
} from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { moneyText } from './money.js';
import { PreviewCard } from './PreviewCard.js';
import { choiceOf } from './recipients.js';
import { SendingProgress } from './SendingProgress.js';
import { useLatest } from './use-latest.js';

/** What a template begins a message with. */
export interface Beginning {
  readonly text: string;
  readonly category: string;
}

const newKey = (): string => crypto.randomUUID();

/** One text to whoever is chosen, with what it comes to as it is written. */
export function ComposePage(props: { api: Api; sender: SenderView; begin: Beginning; sent: () => void }) {
  const { api, sender } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const language = useLanguage();
  const attempt = useAttempt();
  const [text, setText] = useState(props.begin.text);
  const mayUse = (one: string): boolean => sender.categories.some(({ id }) => id === one);
  const [category, setCategory] = useState(
    mayUse(props.begin.category) ? props.begin.category : (sender.categories[0]?.id ?? ''),
  );
  const [numbers, setNumbers] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [source, setSource] = useState(sender.sources[0]!);
  const [priority, setPriority] = useState<PriorityName>('normal');
  const [later, setLater] = useState(false);
  const [time, setTime] = useState<Dayjs | null>(null);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const [last, setLast] = useState<string | null>(null);
  const [books, setBooks] = useState<readonly BookView[]>([]);
  const [templates, setTemplates] = useState<readonly TemplateView[]>([]);
  useEffect(() => {
    void attempt(async () => {
      setBooks((await api.get('/address-books', bookList)).books);
      setTemplates((await api.get('/message-templates', templateList)).templates);
    });
  }, [api, attempt]);

  const usable = templates.filter((one) => one.usable);

  const quote = useLatest(
    () => (text === '' ? Promise.resolve(null) : api.post('/messages/quote', { text, category }, quoteView)),
    JSON.stringify({ text, category }),
  );
  const recipients = choiceOf(numbers, chosen);
  const question = JSON.stringify({ text, category, recipients });
  const someone = recipients.numbers.length + recipients.books.length + recipients.groups.length > 0;
  const preview = useLatest(
    () =>
      someone
        ? api.post('/messages/preview', { text, category, recipients }, previewView)
        : Promise.resolve(null),
    question,
    300,
  );
  const past = later && (time === null || !time.isAfter(dayjs()));
  const tooDear = sender.balance !== null && preview !== null && preview.cost > sender.balance.available;
  const ready = text.trim() !== '' && preview !== null && preview.messages > 0 && !past && !tooDear;

  const send = useCallback(async () => {
    setBusy(true);
    const dueAt = later && time ? time.startOf('minute').valueOf() : null;
    await attempt(async () => {
      const body = { source, text, priority, category, dueAt, recipients, key };
      const sending = await api.post('/messages/sendings', body, sendingView);
      void message.success(t('messages.sent', { count: sending.total }));
      setLast(sending.id);
      setKey(newKey());
      setText('');
      setNumbers('');
      setChosen([]);
      props.sent();
    });
    setBusy(false);
  }, [api, attempt, category, key, later, message, priority, props, recipients, source, t, text, time]);

  return (
    <div className="compose">
      <Card size="small" title={t('messages.text')}>
        <div className="compose-column">
          {usable.length > 0 && (
            <Select
              aria-label={t('messages.template')}
              placeholder={t('messages.template')}
              value={null}
              onChange={(id) => {
                const chosen = templates.find((one) => one.id === id);
                setText(chosen?.text ?? '');
                if (chosen && mayUse(chosen.category)) setCategory(chosen.category);
              }}
              options={usable.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Input.TextArea
            aria-label={t('messages.text')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            maxLength={MOST_CHARACTERS}
            autoSize={{ minRows: 8, maxRows: 16 }}
            data-testid={testIds.messageBody}
          />
          <div
            className="compose-quote figures"
            aria-live="polite"
            data-testid={testIds.messageQuote}
            data-parts={quote?.parts ?? 0}
            data-coding={quote?.coding ?? ''}
          >
            {quote && text !== '' ? (
              <>
                <b>
                  {t('messages.quote', {
                    characters: quote.characters,
                    parts: quote.parts,
                    coding: t(`messages.coding.${quote.coding}`),
                    room: quote.room,
                  })}
                </b>
                {sender.balance && (
                  <span>
                    {quote.cost === null
                      ? t('people.costByNumber')
                      : t('messages.costEach', { cost: moneyText(quote.cost, language) })}
                  </span>
                )}
                {quote.wide.length > 0 && quote.wide.length < 10 && (
                  <span className="quiet">{t('messages.wide', { chars: quote.wide.join(' ') })}</span>
                )}
              </>
            ) : (
              <span className="quiet">{t('messages.textHint')}</span>
            )}
          </div>
          <div className="compose-options">
            <label>
              <span>{t('messages.sender')}</span>
              <Select
                value={source}
                onChange={setSource}
                options={sender.sources.map((one) => ({ value: one, label: one }))}
              />
            </label>
            {sender.categories.length > 0 && (
              <label>
                <span>{t('people.category')}</span>
                <Select
                  value={category}
                  onChange={setCategory}
                  options={sender.categories.map(({ id, name }) => ({ value: id, label: name[language] }))}
                  data-testid={testIds.messageCategory}
                />
              </label>
            )}
            <label>
              <span>{t('messages.priority')}</span>
              <Select
                value={priority}
                onChange={setPriority}
                options={sender.priorities.map((one) => ({
                  value: one,
                  label: t(`messages.priorities.${one}`),
                }))}
              />
            </label>
            <div className="compose-when">
              <span>{t('messages.when')}</span>
              <Radio.Group
                value={later}
                onChange={(event) => setLater(event.target.value as boolean)}
                options={[
                  { value: false, label: t('messages.now') },
                  { value: true, label: t('messages.later') },
                ]}
              />
              {later && (
                <DatePicker
                  showTime={{ format: 'HH:mm' }}
                  format="YYYY-MM-DD HH:mm"
                  minDate={dayjs()}
                  value={time}
                  onChange={setTime}
                  status={past && time ? 'error' : ''}
                />
              )}
              {past && time && <span className="figure-late">{t('messages.timePast')}</span>}
            </div>
          </div>
        </div>
      </Card>
      <div className="compose-column">
        <Card size="small" title={t('messages.recipients')}>
          <div className="compose-column">
            <Input.TextArea
              aria-label={t('messages.numbers')}
              placeholder={t('messages.numbers')}
              value={numbers}
              onChange={(event) => setNumbers(event.target.value)}
              autoSize={{ minRows: 3, maxRows: 8 }}
              data-testid={testIds.messageNumbers}
            />
            <Select
              mode="multiple"
              aria-label={t('messages.fromBooks')}
              placeholder={t('messages.fromBooks')}
              value={chosen}
              onChange={setChosen}
              optionFilterProp="label"
              data-testid={testIds.messageBooks}
              options={books.flatMap((book) => [
                {
                  value: `book:${book.id}`,
                  label: `${book.name} · ${t('messages.contacts', { count: book.contacts })}`,
                },
                ...book.groups.map((group) => ({
                  value: `group:${group.id}`,
                  label: `${book.name} / ${group.name} · ${t('messages.contacts', { count: group.contacts })}`,
                })),
              ])}
            />
          </div>
        </Card>
        <PreviewCard preview={someone ? preview : null} free={sender.balance === null} />
        {tooDear && <Alert type="error" showIcon title={t('messages.notCovered')} />}
        <Button
          type="primary"
          size="large"
          icon={<SendOutlined />}
          disabled={!ready}
          loading={busy}
          onClick={() => void send()}
          data-testid={testIds.messageSubmit}
        >
          {preview && preview.messages > 1
            ? t('messages.sendMany', { count: preview.messages })
            : t('messages.send')}
        </Button>
        {last !== null && (
          <Card size="small" title={t('messages.following')}>
            <SendingProgress api={api} id={last} />
          </Card>
        )}
      </div>
    </div>
  );
}
