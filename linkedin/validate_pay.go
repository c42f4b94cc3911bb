package linkedin

import (
	"fmt"
	"strings"
)

// compensation checks the compensation and the budget.
func (v *validation) compensation() {
	if v.job.Compensation != nil {
		for i, pay := range v.job.Compensation.Compensations {
			v.pay(fmt.Sprintf("compensation.compensations[%d]", i), pay)
		}
	}
	if v.job.Budget != nil {
		v.money("budget.payForPerformanceTotalBudget", v.job.Budget.Total)
	}
}

func (v *validation) pay(field string, pay Pay) {
	oneOf(v, field+".period", pay.Period, PeriodYearly, PeriodMonthly, PeriodSemimonthly, PeriodBiweekly, PeriodWeekly, PeriodDaily, PeriodHourly)
	oneOf(v, field+".type", pay.Type, PayBaseSalary, PayTips, PayCommission, PayProfitSharing, PayStockOptions, PayStock,
		PayBonus, PaySignOnBonus, PayOverTime, PayOther)
	field += ".value"
	if pay.Value == nil || (pay.Value.Range == nil) == (pay.Value.ExactAmount == nil) {
		v.add(field, "must be either a range or an exactAmount")
		return
	}
	v.money(field+".exactAmount", pay.Value.ExactAmount)
	if r := pay.Value.Range; r != nil {
		if r.Start == nil && r.End == nil {
			v.add(field+".range", "must have a start or an end")
		}
		v.money(field+".range.start", r.Start)
		v.money(field+".range.end", r.End)
	}
}

func (v *validation) money(field string, m *Money) {
	if m == nil {
		return
	}
	if !isDecimal(m.Amount) {
		v.add(field+".amount", "must be a decimal number such as 4000.50")
	}
	if len(m.CurrencyCode) != 3 || strings.Trim(m.CurrencyCode, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		v.add(field+".currencyCode", "must be an ISO 4217 code such as EUR")
	}
}

func isDecimal(s string) bool {
	whole, fraction, pointed := strings.Cut(s, ".")
	return isDigits(whole) && (!pointed || isDigits(fraction))
}
