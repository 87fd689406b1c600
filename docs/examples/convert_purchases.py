"""Turn a file of purchases (customer_id,date,items,amount_usd) into the two files that Prima imports.

    python docs/examples/convert_purchases.py purchases.csv OUTPUT_FOLDER [--zone Asia/Jakarta]

The source knows days, not hours: each purchase is put at noon of the organisation's time zone, so that it stays on
its day whatever the zone of whoever looks. It has no numbers of its own: the reference is the source's name and the
row. Customers have no names there: they are called by their identifier. Purchases were known on the day they happened.
"""

import argparse
import csv
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

NOON = time(12)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--zone", type=ZoneInfo, default=ZoneInfo("Asia/Jakarta"), help="time zone of the organisation")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    customers, purchases, zero = convert(options.source, options.folder, options.zone)
    print(f"{customers} customers, {purchases} purchases, {zero} of them with an amount of zero")


def convert(source: Path, folder: Path, zone: ZoneInfo) -> tuple[int, int, int]:
    """Write customers.csv and transactions.csv; how many customers, purchases and zero amounts there are."""
    customers: dict[str, None] = {}
    rows = zero = 0
    with source.open(newline="") as read, (folder / "transactions.csv").open("w", newline="") as write:
        writer = csv.writer(write, lineterminator="\n")
        writer.writerow(["reference", "customer", "occurred_at", "kind", "status", "amount", "currency", "recorded_at"])
        for rows, purchase in enumerate(csv.DictReader(read), start=1):
            customer = purchase["customer_id"]
            customers[customer] = None
            moment = datetime.combine(date.fromisoformat(purchase["date"]), NOON, zone).isoformat()
            amount = purchase["amount_usd"]
            zero += float(amount) == 0
            writer.writerow([f"{source.stem}-{rows}", customer, moment, "purchase", "completed", amount, "USD", moment])
    with (folder / "customers.csv").open("w", newline="") as write:
        writer = csv.writer(write, lineterminator="\n")
        writer.writerow(["external_id", "name"])
        writer.writerows([customer, f"Customer {customer}"] for customer in customers)
    return len(customers), rows, zero


if __name__ == "__main__":
    main()
