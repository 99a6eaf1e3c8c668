package dev.weir.gateway.control;

import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenText;

/**
 * A token just made; its text is to be shown once.
 *
 * @param grant what it is good for
 * @param token its text
 */
public record SignedIn(Grant grant, TokenText token) {}
