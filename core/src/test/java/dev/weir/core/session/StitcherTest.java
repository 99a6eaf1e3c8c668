package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.session.Placement.Relation;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Small conversations made by hand, of which it is known where each exchange belongs. */
class StitcherTest {

    private static final String SESSION = "x-claude-code-session-id";
    private static final String AGENT = "x-claude-code-agent-id";
    private static final String CALL = "toolu_01ABCDEFGHIJKLMNOP";
    private static final String SUMMARY =
            "This session is being continued from a previous conversation that ran out of context.";

    private final Stitcher stitcher = new Stitcher(new InMemorySessionMemory(1000));

    private Placement place(Clues clues) {
        return stitcher.place(clues);
    }

    private static Conversation named(String id) {
        return new Conversation().header(SESSION, id);
    }

    // ---- turns and steps

    @Test
    void aHumanTurnIsAPromptItsStepsAndTheFinalAnswer() {
        Conversation talk = named(uuid(1)).user("fix it");
        Placement first = place(talk.calls(CALL));
        Placement second = place(talk.result(CALL).says("Done."));
        Placement third = place(talk.user("thanks, now test it").says("It works."));
        assertThat(List.of(first.turn(), second.turn(), third.turn())).containsExactly(1, 1, 2);
        assertThat(List.of(first.step(), second.step(), third.step())).containsExactly(1, 2, 1);
        assertThat(List.of(first.relation(), second.relation(), third.relation()))
                .containsExactly(Relation.STARTS, Relation.CONTINUES, Relation.CONTINUES);
        assertThat(third.parent()).isEqualTo(second.exchange());
    }

    @Test
    void theClientsOwnNameOfATurnGoesFirst() {
        Conversation talk = named(uuid(1)).header("x-claude-code-prompt-id", "p1").user("a");
        place(talk.says("b"));
        assertThat(place(talk.user("a reminder of the client's").says("c")).turn()).isEqualTo(1);
    }

    @Test
    void aChangeOfModelBeginsAnEpoch() {
        Conversation talk = named(uuid(1)).user("a");
        assertThat(place(talk.says("b")).epoch()).isEqualTo(1);
        assertThat(place(talk.user("c").model("model-b").says("d")).epoch()).isEqualTo(2);
        assertThat(place(talk.user("e").says("f")).epoch()).isEqualTo(2);
    }

    // ---- threads

    @Test
    void subAgentsThatAreNamedAreThreadsOfTheirOwn() {
        Conversation main = named(uuid(1)).user("delegate");
        place(main.calls(CALL));
        Conversation agent = named(uuid(1)).header(AGENT, "a1").user("look");
        Placement started = place(agent.calls("toolu_agent"));
        Placement goesOn = place(agent.result("toolu_agent").says("found"));
        Conversation inner =
                named(uuid(1))
                        .header(AGENT, "a2")
                        .header("x-claude-code-parent-agent-id", "a1")
                        .user("deeper");
        Placement deeper = place(inner.says("x"));
        Placement back = place(main.result(CALL).says("ok"));
        assertThat(started.session()).isEqualTo(back.session());
        assertThat(List.of(started.thread(), goesOn.thread(), deeper.thread(), back.thread()))
                .containsExactly("a1", "a1", "a2", Placement.MAIN);
        assertThat(started.parentThread()).isEqualTo(Placement.MAIN);
        assertThat(deeper.parentThread()).isEqualTo("a1");
        assertThat(started.relation()).isEqualTo(Relation.STARTS);
        assertThat(back.relation()).isEqualTo(Relation.CONTINUES);
        assertThat(back.step()).isEqualTo(2);
    }

    @Test
    void subAgentsWithoutANameAreToldByTheirSystemPrompt() {
        Conversation main = named(uuid(1)).user("delegate");
        place(main.calls(CALL));
        Conversation agent = named(uuid(1)).system("You search files.").user("look");
        Placement one = place(agent.calls("toolu_x"));
        Placement two = place(agent.result("toolu_x").says("found"));
        Placement other = place(named(uuid(1)).system("You search files.").user("x").says("y"));
        Placement back = place(main.result(CALL).says("ok"));
        assertThat(one.thread()).startsWith("agent-").isEqualTo(two.thread());
        assertThat(other.thread()).startsWith("agent-").isNotEqualTo(one.thread());
        assertThat(one.parentThread()).isEqualTo(Placement.MAIN);
        assertThat(back.thread()).isEqualTo(Placement.MAIN);
        assertThat(back.session()).isEqualTo(one.session());
    }

    // ---- boundaries

    @Test
    void compactionIsABoundaryInTheSameThread() {
        Conversation talk = named(uuid(1)).user("a");
        Placement before = place(talk.says("b"));
        Placement summary =
                place(
                        talk.user(
                                        "Your task is to create a detailed summary of the conversation so far.")
                                .says("<summary>"));
        Placement after = place(talk.clear().user("A summary in other words").says("c"));
        assertThat(summary.kind()).isEqualTo(CallKind.SUMMARY);
        assertThat(summary.turn()).isEqualTo(1);
        assertThat(after.relation()).isEqualTo(Relation.COMPACTS);
        assertThat(after.thread()).isEqualTo(Placement.MAIN);
        assertThat(after.session()).isEqualTo(before.session());
        assertThat(after.turn()).isEqualTo(1);
    }

    @Test
    void aSummaryAtTheBeginIsACompactionEvenWhereItsMakingIsNotOnRecord() {
        Conversation talk = named(uuid(1)).user("a");
        place(talk.says("b"));
        assertThat(place(talk.clear().user(SUMMARY).says("c")).relation())
                .isEqualTo(Relation.COMPACTS);
    }

    @Test
    void clearGivesANewIdAndThereforeANewSession() {
        Conversation talk = named(uuid(1)).user("a");
        Placement before = place(talk.says("b"));
        Placement after = place(named(uuid(2)).user("a").says("b"));
        assertThat(after.session()).isNotEqualTo(before.session());
        assertThat(after.relation()).isEqualTo(Relation.STARTS);
    }

    @Test
    void aConversationBegunAnewUnderTheSameIdIsARestart() {
        Conversation talk = named(uuid(1)).user("a");
        Placement before = place(talk.says("b"));
        Placement after = place(talk.clear().user("something else").says("c"));
        assertThat(after.session()).isEqualTo(before.session());
        assertThat(after.relation()).isEqualTo(Relation.RESTARTS);
        assertThat(after.turn()).isEqualTo(2);
    }

    @Test
    void anEditedPromptIsABranchOffTheTurnBefore() {
        Conversation talk = named(uuid(1)).user("a");
        Placement first = place(talk.says("b"));
        place(talk.user("c").says("d"));
        Placement edited = place(talk.back(2).user("c in other words").says("e"));
        assertThat(edited.relation()).isEqualTo(Relation.BRANCHES);
        assertThat(edited.parent()).isEqualTo(first.exchange());
        assertThat(edited.turn()).isEqualTo(2);
    }

    @Test
    void theSameRequestAgainIsTheSameStep() {
        Conversation talk = named(uuid(1)).user("a").failing(true);
        Placement first = place(talk.says("-"));
        Placement second = place(talk.failing(false).says("b"));
        assertThat(second.relation()).isEqualTo(Relation.REPEATS);
        assertThat(second.parent()).isEqualTo(first.exchange());
        assertThat(second.turn()).isEqualTo(1);
        assertThat(second.step()).isEqualTo(1);
    }

    // ---- without identifiers

    @Test
    void aConversationIsRecognisedByItsBeginAndMarkedInferred() {
        Conversation talk = new Conversation().user("a");
        Placement first = place(talk.says("b"));
        Placement second = place(talk.user("c").says("d"));
        assertThat(first.source()).isEqualTo(SessionSource.FIRST);
        assertThat(second.source()).isEqualTo(SessionSource.PREFIX);
        assertThat(second.inferred()).isTrue();
        assertThat(second.session()).isEqualTo(first.session());
        assertThat(second.turn()).isEqualTo(2);
    }

    @Test
    void twoConversationsWithTheSameFirstQuestionAreToldByTheirAnswers() {
        Conversation one = new Conversation().user("hello");
        Conversation two = new Conversation().user("hello");
        Placement first = place(one.says("Hello to you"));
        Placement second = place(two.says("Good morning"));
        assertThat(second.session()).isNotEqualTo(first.session());
        assertThat(place(one.user("x").says("y")).session()).isEqualTo(first.session());
        assertThat(place(two.user("x").says("z")).session()).isEqualTo(second.session());
    }

    @Test
    void whereTheAnswersDoNotTellNothingIsJoined() {
        Placement one = place(new Conversation().user("hello").says("Hi"));
        Placement two = place(new Conversation().user("hello").says("Hi"));
        Placement third =
                place(
                        new Conversation()
                                .user("hello")
                                .model("assistant", "Oi")
                                .user("x")
                                .says("y"));
        assertThat(List.of(one.session(), two.session(), third.session())).doesNotHaveDuplicates();
    }

    @Test
    void examplesOfTalkInEachRequestAreNoConversation() {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sessions.add(
                    place(
                                    new Conversation()
                                            .user("Classify: great")
                                            .model("assistant", "positive")
                                            .user("Classify: text " + i)
                                            .says("negative"))
                            .session());
        }
        assertThat(sessions).doesNotHaveDuplicates();
    }

    @Test
    void theSameQuestionAskedAgainIsAnotherSessionUnlessTheFirstTryFailed() {
        Conversation failed = new Conversation().user("a").failing(true);
        Placement first = place(failed.says("-"));
        assertThat(place(failed.failing(false).says("b")).session()).isEqualTo(first.session());
        Placement one = place(new Conversation().user("q").says("b"));
        Placement two = place(new Conversation().user("q").says("b"));
        assertThat(two.session()).isNotEqualTo(one.session());
        Placement again =
                place(
                        new Conversation()
                                .header("x-stainless-retry-count", "1")
                                .user("q")
                                .says("b"));
        assertThat(again.session()).isEqualTo(two.session());
    }

    @Test
    void nothingIsJoinedAcrossClients() {
        Conversation talk = new Conversation().user("a");
        Placement first = place(talk.calls(CALL));
        assertThat(place(talk.client("other key").result(CALL).says("b")).session())
                .isNotEqualTo(first.session());
    }

    @Test
    void aConversationWhosePastWasRewrittenIsRecognisedByWhatTheModelSaid() {
        Conversation talk = new Conversation().user("a long question");
        Placement first = place(talk.calls(CALL));
        place(talk.result(CALL).calls("toolu_01QRSTUVWXYZABCDEF"));
        Placement cut =
                place(talk.rewrite(0, "[left out]").result("toolu_01QRSTUVWXYZABCDEF").says("b"));
        assertThat(cut.source()).isEqualTo(SessionSource.SAYINGS);
        assertThat(cut.relation()).isEqualTo(Relation.REWRITES);
        assertThat(cut.session()).isEqualTo(first.session());
        assertThat(cut.step()).isEqualTo(3);
    }

    @Test
    void aChainOfResponsesIsFollowed() {
        Placement first = place(new Conversation().user("a").answeredAs("resp_1").says("b"));
        Placement second =
                place(
                        new Conversation()
                                .previous("resp_1")
                                .user("c")
                                .answeredAs("resp_2")
                                .says("d"));
        Placement third = place(new Conversation().previous("resp_2").result("call").says("e"));
        Placement lost = place(new Conversation().previous("resp_unknown").user("f").says("g"));
        assertThat(second.source()).isEqualTo(SessionSource.RESPONSE_CHAIN);
        assertThat(second.inferred()).isFalse();
        assertThat(third.session()).isEqualTo(first.session());
        assertThat(List.of(second.turn(), third.turn(), third.step())).containsExactly(2, 2, 2);
        assertThat(lost.session()).isNotEqualTo(first.session());
    }

    // ---- beside the conversation

    @Test
    void backgroundCallsAreToldApartAndCountNoTurn() {
        Conversation main = named(uuid(1)).user("a");
        place(main.says("b"));
        Placement title =
                place(
                        named(uuid(1))
                                .system("Generate a concise, sentence-case title (3-7 words)")
                                .withoutTools()
                                .user("a")
                                .says("T"));
        Placement quota = place(named(uuid(1)).limit(1).user("quota").says("x"));
        Placement count =
                place(named(uuid(1)).path("/v1/messages/count_tokens").user("a").says("x"));
        Placement next = place(main.user("c").says("d"));
        assertThat(List.of(title.kind(), quota.kind(), count.kind()))
                .containsExactly(CallKind.TITLE, CallKind.PROBE, CallKind.TOKEN_COUNT);
        assertThat(List.of(title, quota, count))
                .allMatch(p -> p.thread().equals(Placement.BACKGROUND))
                .allMatch(p -> p.relation() == Relation.BESIDE)
                .allMatch(p -> p.session().equals(next.session()));
        assertThat(next.turn()).isEqualTo(2);
        assertThat(next.relation()).isEqualTo(Relation.CONTINUES);
    }

    @Test
    void whatHoldsNoConversationAndNoIdentifierGoesIntoOneBucketOfClientProviderAndDay() {
        Placement one = place(new Conversation().path("/v1/models").says("x"));
        Placement two = place(new Conversation().path("/v1/embeddings").says("x"));
        Placement other = place(new Conversation().client("c2").path("/v1/models").says("x"));
        assertThat(one.source()).isEqualTo(SessionSource.NONE);
        assertThat(two.session()).isEqualTo(one.session());
        assertThat(other.session()).isNotEqualTo(one.session());
    }

    @Test
    void theSameExchangesInTheSameOrderArePlacedTheSame() {
        List<Clues> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Conversation talk = (i % 2 == 0 ? new Conversation() : named(uuid(i))).user("u" + i);
            for (int turn = 0; turn < 5; turn++) {
                all.add(talk.says("answer " + turn));
                talk.user("more");
            }
        }
        List<Placement> once = all.stream().map(stitcher::place).toList();
        Stitcher again = new Stitcher(new InMemorySessionMemory(1000));
        assertThat(all.stream().map(again::place)).isEqualTo(once);
    }

    @Test
    void aSmallMemoryForgetsAndJoinsNothingWrongly() {
        Stitcher forgetful = new Stitcher(new InMemorySessionMemory(1));
        Conversation one = new Conversation().user("a");
        Conversation two = new Conversation().user("b");
        String first = forgetful.place(one.says("x")).session();
        String second = forgetful.place(two.says("y")).session();
        String third = forgetful.place(one.user("c").says("z")).session();
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    private static String uuid(int number) {
        return new UUID(0x4000, 1L << 63 | number).toString();
    }
}
