delete from pauses where consumer = $1
