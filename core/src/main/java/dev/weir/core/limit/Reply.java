package dev.weir.core.limit;

/** Takes the answer to a reservation: exactly one of the two, once, on any thread. */
public interface Reply {

    /** All limits let the call pass, and it is counted at all of them. */
    void granted(Permit permit);

    /** One does not, and the call is counted at none. */
    void denied(Denied denied);
}
