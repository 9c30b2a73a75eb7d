select key, fingerprint, answer::json from answers where key = any($1::text[])
