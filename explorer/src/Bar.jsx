// The bar on top: name, examples, who is signed in, theme.
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';

const HINT_KEY = 'erfa:hint-seen';
const THEMES = [null, 'light', 'dark'];
const NO_SCHEMA = 'This server does not give out its schema: there is no documentation and no completion here. Operations run all the same.';
const THEME_NAMES = { null: 'System', light: 'Light', dark: 'Dark' };

export function Bar({ config, session, examples, toTab }) {
  const { session: current, notice } = useSyncExternalStore(session.listen, session.get);
  const { changeTab, introspect, stop } = useGraphiQLActions();
  const schema = useGraphiQL((state) => state.schema);
  const activeTab = useGraphiQL((state) => state.activeTabIndex);
  const ready = useGraphiQL((state) => Boolean(state.queryEditor && state.variableEditor && state.responseEditor));
  const token = current?.accessToken;
  const who = current?.label ?? 'Anonymous';

  // A schema that was refused to Anonymous may be open to the person now signed in.
  useEffect(() => {
    if (token && !schema && config.schema) introspect();
  }, [token]);
  // GraphiQL starts with the query of the first tab alone: show the active tab whole.
  useEffect(() => {
    if (ready) changeTab(activeTab);
  }, [ready]);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeTab]);
  // A running subscription belongs to the person who started it.
  useEffect(() => stop, [who]);

  return (
    <header className="bar">
      <div className="bar-row">
        <h1 className="brand">
          <Logo />
          Erfa <span className="brand-what">API explorer</span>
          {config.version && <small>{config.version}</small>}
          {config.development && <small className="badge">development</small>}
        </h1>
        <nav className="bar-actions" aria-label="Explorer">
          <Popover label="Examples" role="menu">
            {(close) => <Examples examples={examples} toTab={toTab} close={close} />}
          </Popover>
          {config.schema && <a className="bar-button" href="/schema.graphql">Schema</a>}
          <ThemeButton />
          <Popover label={current ? <><span className="lead">Signed in as</span> <strong>{who}</strong></> : 'Sign in'} role="dialog" title="Sign in" align="end">
            {(close) => <SignIn people={config.demoPeople} session={session} current={current} close={close} />}
          </Popover>
          {!current && <span className="who">Anonymous</span>}
        </nav>
      </div>
      <div role="alert">
        {!config.schema && <Line kind="hint" text={NO_SCHEMA} />}
        {notice && <Line kind="warning" text={notice} onClose={session.dismiss} />}
      </div>
      <Hint />
    </header>
  );
}

function Examples({ examples, toTab, close }) {
  const { addTab, stop } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  function open(example) {
    const { query, variables } = toTab(example);
    stop();
    addTab();
    variableEditor?.setValue(variables);
    queryEditor?.setValue(query);
    close();
    queryEditor?.focus();
  }

  return examples.map((example) => (
    <button key={example.title} type="button" role="menuitem" tabIndex={-1} className="item" onClick={() => open(example)}>
      <span className="item-title">{example.title}</span>
      <span className="item-note">{example.note}</span>
    </button>
  ));
}

function SignIn({ people, session, current, close }) {
  const [messages, setMessages] = useState([]);
  const [busy, setBusy] = useState(false);

  async function signIn(person) {
    setBusy(true);
    setMessages([]);
    const refusals = await session.signIn(person);
    setBusy(false);
    setMessages(refusals);
    if (!refusals.length) close();
  }

  function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn({ email: form.get('email').trim(), password: form.get('password') });
  }

  function signOut() {
    session.signOut();
    close();
  }

  return (
    <div aria-busy={busy}>
      {current && (
        <button type="button" className="item" onClick={signOut}>
          <span className="item-title">Sign out</span>
          <span className="item-note">Signed in as {current.label}</span>
        </button>
      )}
      {people.length > 0 && (
        <>
          <h2>Sign in as</h2>
          {people.map((person) => (
            <button key={person.email} type="button" className="item" disabled={busy} onClick={() => signIn(person)}>
              <span className="item-title">{person.label}</span>
              <span className="item-note">{person.description}</span>
            </button>
          ))}
        </>
      )}
      <h2>{people.length ? 'Or with e-mail and password' : 'Sign in with e-mail and password'}</h2>
      <form onSubmit={submit}>
        <label>E-mail <input name="email" type="email" autoComplete="username" required /></label>
        <label>Password <input name="password" type="password" autoComplete="current-password" required /></label>
        <button type="submit" className="primary" disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
      </form>
      <div role="alert">
        {messages.map((message) => <p key={message} className="refusal">{message}</p>)}
      </div>
    </div>
  );
}

function ThemeButton() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];

  // The page follows the system by itself, the editors have to be told.
  useEffect(() => {
    if (theme) return undefined;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(null);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, setTheme]);

  return (
    <button type="button" className="bar-button" onClick={() => setTheme(next)} aria-label={`Theme: ${THEME_NAMES[theme]}. Change to ${THEME_NAMES[next]}`}>
      <span className="lead">Theme:</span> {THEME_NAMES[theme]}
    </button>
  );
}

function Hint() {
  const [shown, setShown] = useState(() => !recall());
  const ran = useGraphiQL((state) => state.queryId > 0);
  const visible = shown && !ran;

  useEffect(() => {
    if (!visible) remember();
  }, [visible]);

  return visible && <Line kind="hint" text="Press Run, or open Examples." onClose={() => setShown(false)} />;
}

function Line({ kind, text, onClose }) {
  return (
    <p className={`line ${kind}`}>
      {text}
      {onClose && <button type="button" className="line-close" aria-label="Close this message" onClick={onClose}>×</button>}
    </p>
  );
}

// A button that opens a panel below it. Escape, a click elsewhere, or leaving it
// with the Tab key closes it; the arrow keys walk through its items.
function Popover({ label, title, role, align, children }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef(null);
  const button = useRef(null);
  const panel = useRef(null);

  useEffect(() => {
    if (!open) return undefined;
    panel.current.querySelector('.item, input')?.focus();
    const outside = ({ target }) => root.current.contains(target) || setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  function close() {
    setOpen(false);
    button.current.focus();
  }

  function onKeyDown(event) {
    if (event.key === 'Escape' && open) return close();
    if (event.key === 'ArrowDown' && !open) {
      event.preventDefault();
      return setOpen(true);
    }
    if (event.target.tagName === 'INPUT') return undefined;
    const items = [...(panel.current?.querySelectorAll('.item:not(:disabled)') ?? [])];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || !items.length) return undefined;
    event.preventDefault();
    return items.at(to % items.length).focus();
  }

  function onBlur({ relatedTarget }) {
    if (relatedTarget && !root.current.contains(relatedTarget)) setOpen(false);
  }

  return (
    <div className="popover" ref={root} onKeyDown={onKeyDown} onBlur={onBlur}>
      <button ref={button} type="button" className="bar-button" aria-haspopup={role} aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        {label} <span aria-hidden="true" className="chevron" />
      </button>
      {open && (
        <div ref={panel} id={id} role={role} aria-label={title ?? label} className={`panel ${align ?? ''}`}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M9 10l14 2-9 11z" />
      <circle cx="9" cy="10" r="3.2" />
      <circle cx="23" cy="12" r="3.2" />
      <circle cx="14" cy="23" r="3.2" />
    </svg>
  );
}

function recall() {
  try {
    return localStorage.getItem(HINT_KEY);
  } catch {
    return null;
  }
}

function remember() {
  try {
    localStorage.setItem(HINT_KEY, 'yes');
  } catch {
    // the hint then comes again, which does no harm
  }
}
