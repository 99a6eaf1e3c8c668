/**
 * The query language of Weir: one for the command line, the API's {@code q} and the console. The
 * parser turns a text into a {@link dev.weir.core.search.SearchQuery} with typed values, or says
 * which characters are wrong. A store compiles that; {@link dev.weir.core.search.Matcher} evaluates
 * it over what is in memory.
 *
 * <p>Start at {@link dev.weir.core.search.SearchQuery}, then {@link dev.weir.core.search.Field},
 * the table of fields, and {@link dev.weir.core.search.QueryParser}. The language is described in
 * {@code docs/reading/search.md}.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.search;

import org.jspecify.annotations.NullMarked;
