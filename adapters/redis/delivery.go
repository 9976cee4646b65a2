package redis

import (
	"encoding/binary"
	"fmt"

	"potentiels/bot"
)

const sendingFlag = 1

// deliveryState encodes what an update may change, the first part of a stored delivery: flags
// (1 byte), NotBefore (8 bytes, Unix nanoseconds), Attempts (4 bytes). Its length is fixed, as
// commit.lua puts a new one over the old.
func deliveryState(d *bot.Delivery) []byte {
	b := make([]byte, 1, 64+len(d.Body))
	if d.Sending {
		b[0] = sendingFlag
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(nanoseconds(d.NotBefore)))
	return binary.LittleEndian.AppendUint32(b, uint32(d.Attempts))
}

// encodeDelivery gives the whole: after the state, Seq (8 bytes), class (1 byte), owner, body and,
// when it is not the owner, the receiver.
func encodeDelivery(d *bot.Delivery, seq uint64) []byte {
	b := deliveryState(d)
	b = binary.LittleEndian.AppendUint64(b, seq)
	b = append(b, byte(d.Class))
	b = appendField(b, d.Owner.Channel)
	b = appendField(b, d.Owner.ID)
	b = appendField(b, d.Body)
	if d.To != d.Owner {
		b = appendField(b, d.To.Channel)
		b = appendField(b, d.To.ID)
	}
	return b
}

func decodeDelivery(id string, b []byte) (bot.Delivery, error) {
	in := decoder{b: b}
	d := bot.Delivery{ID: bot.DeliveryID(id)}
	d.Sending = in.byte()&sendingFlag != 0
	d.NotBefore = moment(int64(in.uint64()))
	if b := in.take(4); b != nil {
		d.Attempts = int(binary.LittleEndian.Uint32(b))
	}
	d.Seq = in.uint64()
	d.Class = bot.Class(in.byte())
	d.Owner = bot.Address{Channel: string(in.field()), ID: string(in.field())}
	d.Body = in.field()
	d.To = d.Owner
	if !in.err && len(in.b) > 0 {
		d.To = bot.Address{Channel: string(in.field()), ID: string(in.field())}
	}
	if in.err || len(in.b) > 0 {
		return bot.Delivery{}, fmt.Errorf("delivery %s: %w", id, errPack)
	}
	return d, nil
}
