package dev.weir.core.rules;

/**
 * What one policy said of one call.
 *
 * @param policy its name
 * @param version which version of it
 * @param mode how it was meant
 * @param reason what it does not allow, a sentence without a full stop
 */
public record Decision(String policy, int version, Policy.Mode mode, String reason) {}
