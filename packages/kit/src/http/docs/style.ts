export const DOCS_STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  color: light-dark(#16191c, #dde1e4); background: light-dark(#ffffff, #131517); }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; }
details { margin: .4rem 0; border: 1px solid #8884; border-radius: 6px; }
summary { padding: .5rem .8rem; cursor: pointer; }
summary code { font-weight: 600; }
.method { display: inline-block; min-width: 4.2rem; font: 600 12px ui-monospace, monospace; }
.body { padding: 0 1rem 1rem; }
pre { overflow-x: auto; padding: .7rem; border-radius: 6px; background: #8882; font-size: 13px; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; overflow-wrap: anywhere; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #8883; }
.note { color: light-dark(#565c62, #a4acb3); }
a { color: light-dark(#155e6e, #54a8be); }
summary:focus-visible, a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
`;
