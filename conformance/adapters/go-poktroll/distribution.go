package main

import (
	"cosmossdk.io/log"
	"cosmossdk.io/math"

	sharedtypes "github.com/pokt-network/poktroll/x/shared/types"
	tlm "github.com/pokt-network/poktroll/x/tokenomics/token_logic_module"

	"pocket-spec/adapters/go-protocol"
)

// amountBits is what the SDK's integers hold besides a sign.
const amountBits = 256

// amountPanics are the panics of amounts that do not fit the SDK's integers.
var amountPanics = reasons{
	"out of bound":     "AMOUNT_OVERFLOW",
	"integer overflow": "AMOUNT_OVERFLOW",
}

// amountOf reads an amount.
func amountOf(input protocol.Value) math.Int {
	amount := input.Integer()
	if amount.BitLen() > amountBits {
		input.Refuse("more than %d bits", amountBits)
	}
	return math.NewIntFromBigInt(amount)
}

// amountsOutput writes a table of amounts.
func amountsOutput(amounts map[string]math.Int) protocol.Output {
	output := protocol.Output{}
	for address, amount := range amounts {
		output[address] = amount.String()
	}
	return output
}

// largestRemainder answers distribution.largest_remainder.
func largestRemainder(input protocol.Value) (protocol.Output, error) {
	input.Record("stakes", "total_stake", "reward")
	names, table := input.Field("stakes").Table()
	stakes := make(map[string]math.Int, len(names))
	for _, name := range names {
		stakes[name] = amountOf(table[name])
	}
	total, reward := amountOf(input.Field("total_stake")), amountOf(input.Field("reward"))
	known := reasons{"division by zero": "DISTRIBUTION_TOTAL_ZERO"}
	var rewards map[string]math.Int
	err := translating(amountPanics, func() error {
		return translating(known, func() error {
			rewards = proportionalRewards(log.NewNopLogger(), stakes, total, reward)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return protocol.Output{"rewards": amountsOutput(rewards)}, nil
}

// shareErrors are the errors of lists of revenue shares, which have no code of their own.
var shareErrors = reasons{
	"empty revshare list":          "REVENUE_SHARE_EMPTY",
	"duplicate revshare recipient": "REVENUE_SHARE_DUPLICATE_ADDRESS",
	"revshare percentage sum":      "REVENUE_SHARE_SUM_NOT_100",
	"negative remainder":           "REVENUE_SHARE_REMAINDER_NEGATIVE",
}

// revenueShare answers distribution.revenue_share.
func revenueShare(input protocol.Value) (protocol.Output, error) {
	input.Record("shares", "amount")
	var shares []*sharedtypes.ServiceRevenueShare
	for _, share := range input.Field("shares").List() {
		share.Record("address", "percentage")
		shares = append(shares, &sharedtypes.ServiceRevenueShare{
			Address:            share.Field("address").Text(),
			RevSharePercentage: share.Field("percentage").Uint64(),
		})
	}
	amount := amountOf(input.Field("amount"))
	var amounts map[string]math.Int
	err := translating(amountPanics, func() (err error) {
		amounts, err = tlm.GetSupplierShareholderAmountMap(shares, amount)
		return shareErrors.refusal(err)
	})
	if err != nil {
		return nil, err
	}
	return protocol.Output{"amounts": amountsOutput(amounts)}, nil
}
