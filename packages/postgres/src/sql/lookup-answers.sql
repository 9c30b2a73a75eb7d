select key, fingerprint, answer from answers where key = any($1::text[])
