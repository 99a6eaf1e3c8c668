/**
 * Holds the project's documents to the code: links, commands, keys, codes and names.
 *
 * <p>Start at {@link dev.weir.gateway.docs.DocsTest}. Reads the documents from the checkout and the
 * code's own tables; starts nothing.
 */
@NullMarked
package dev.weir.gateway.docs;

import org.jspecify.annotations.NullMarked;
