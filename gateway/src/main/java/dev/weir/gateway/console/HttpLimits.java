package dev.weir.gateway.console;

import java.time.Duration;

/**
 * Bounds of the console port.
 *
 * @param connections open connections; more are closed at once
 * @param calls requests answered at the same time, health and tails not counted
 * @param guests of those who have not signed in, besides: they take no room from the others
 * @param tails live tails at the same time
 * @param tailQueue exchanges that wait for a slow tail; more are dropped and counted
 * @param head how long a new connection may take for its first request
 * @param idle how long a kept connection may stay silent
 * @param stall how long a client may take no byte while bytes wait
 * @param form how long the whole of a form or of a small JSON body may take to arrive
 * @param linger how long an unwanted request body is read after the answer
 * @param keepAlive time between the comments that keep a silent tail open
 * @param settle how long a reader waits for what has just happened
 */
record HttpLimits(
        int connections,
        int calls,
        int guests,
        int tails,
        int tailQueue,
        Duration head,
        Duration idle,
        Duration stall,
        Duration form,
        Duration linger,
        Duration keepAlive,
        Duration settle) {

    static final HttpLimits USUAL =
            new HttpLimits(
                    512,
                    32,
                    16,
                    16,
                    256,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(2));

    static final int REQUEST_LINE = 16 * 1024;
    static final int HEAD = 64 * 1024;

    HttpLimits withTails(int most, int queue, Duration comments) {
        return new HttpLimits(
                connections,
                calls,
                guests,
                most,
                queue,
                head,
                idle,
                stall,
                form,
                linger,
                comments,
                settle);
    }

    HttpLimits withTimes(Duration newHead, Duration newIdle, Duration newStall) {
        return new HttpLimits(
                connections,
                calls,
                guests,
                tails,
                tailQueue,
                newHead,
                newIdle,
                newStall,
                form,
                linger,
                keepAlive,
                settle);
    }

    HttpLimits withForms(Duration newForm) {
        return new HttpLimits(
                connections,
                calls,
                guests,
                tails,
                tailQueue,
                head,
                idle,
                stall,
                newForm,
                linger,
                keepAlive,
                settle);
    }
}
