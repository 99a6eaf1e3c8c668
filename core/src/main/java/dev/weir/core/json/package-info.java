/**
 * JSON as values: an immutable tree that keeps the order of members and the text of numbers, a
 * reader with limits that gives what it has read where a text breaks off, and a writer.
 *
 * <p>May touch: the JDK and the JSON tokenizer. Start at {@link dev.weir.core.json.Json}, then
 * {@link dev.weir.core.json.JsonReader}.
 */
@NullMarked
package dev.weir.core.json;

import org.jspecify.annotations.NullMarked;
