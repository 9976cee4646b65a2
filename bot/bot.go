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
// This package knows no network and no database: those are adapters behind the
// two seams, Channel and Store, each with its conformance suite in package bottest.
package bot
