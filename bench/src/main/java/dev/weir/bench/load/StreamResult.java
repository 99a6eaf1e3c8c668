package dev.weir.bench.load;

/**
 * What a set of streams has seen.
 *
 * @param sent streams asked for
 * @param complete streams received to their end
 * @param errors streams refused, broken or late
 * @param events events received
 * @param delay nanoseconds from the provider's write of an event to its arrival here
 * @param gap nanoseconds by which the time between two events changed on the way, as an absolute
 *     value
 */
public record StreamResult(
        long sent, long complete, long errors, long events, Histogram delay, Histogram gap) {}
