// Package bot carries a conversation: what came in, what was decided, that it is sent.
//
// A message goes one way. A [Channel] takes raw updates from its network and
// appends them to the inbox of the [Store]; only when that is durable does it confirm
// them. People are spread over [Partitions]; one process owns a partition by a
// fenced [Lease] and handles its inbox in order: decode, understand, decide
// (package dialogue, pure), all under the rule that what is said depends only on the
// messages and the times they carry. A batch of turns is committed in one atomic
// step with the replies in the outbox and the inbox trimmed. The owner then sends
// what the outbox holds, in order per chat and one call at a time, and settles each
// delivery durably.
//
// Promises. Whatever was confirmed to a network is handled, once, in order, whatever
// process dies when. A reply is sent at least once: after a kill, the one call of a chat
// whose end was not durable is made again. A campaign message is sent at most once.
//
// Pace. A chat gets a message a second, three at once after a silence, in order; what a
// network asks beyond that is obeyed. When somebody writes more than ten messages
// within one second, by the times in the messages, the first ten have their turn; each of the
// others still changes the talk, but only the last one is answered: a second later, or
// before the first message of another second.
//
// Staff. What people want of a human is at the desk (package desk): a request is an address of its
// own, "demande:ID", in its person's partition, so that a claim, a reply and what both sides
// are told of it are one step. Partners have boards, "partenaire:ID", and staff channels
// threads; both follow requests by events, in order, a moment behind.
//
// What is held about a person. The session (FamilySession) with the ids of what was
// handled, the history, requests, consent and what could not be read: all of it is in
// [Engine.Export], and all of it goes in one step when the person is erased; what remains is a
// tombstone that says so and the ids, lest a repeat be taken for something new.
//
// This package knows no network and no database: those are adapters behind the
// two seams, Channel and Store, each with its conformance suite in package bottest.
package bot
