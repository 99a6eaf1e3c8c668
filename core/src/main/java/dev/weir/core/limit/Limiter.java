package dev.weir.core.limit;

/**
 * Reserves what a call may use, at all limits that concern it or at none.
 *
 * <pre>{@code
 * limiter.reserve(want, new Reply() {
 *     public void granted(Permit permit) { … send; in the end permit.settle(actual) … }
 *     public void denied(Denied denied) { refuse(denied.reason(), denied.message()); }
 * });
 * }</pre>
 */
public interface Limiter {

    /**
     * Reserves. The answer may come before this returns or later, on another thread; this method
     * itself never waits, so that it can be called on an event loop. It never throws for reasons of
     * a store: where a call cannot be counted it passes, or is refused by rules that are {@link
     * LimitRule#strict()}.
     */
    void reserve(Want want, Reply reply);
}
