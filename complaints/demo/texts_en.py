"""What guests of an invented hotel and travel business complain of in the demo, in English, and what became of it.

Each story is summary, details, resolution; the key is the cause.
"""

# ruff: noqa: E501 - sentences stay whole

STORIES = {
    "promise_not_kept": [
        (
            "The sea view we paid for looked onto the car park",
            "The upgrade was confirmed by e-mail two weeks before.",
            "We are sorry that we did not keep our word. You were moved to a sea-view room and the upgrade was refunded.",
        ),
        (
            "Airport pick-up never came",
            "We waited for fifty minutes with two small children.",
            "We have refunded your taxi and now call every driver two hours before landing.",
        ),
        (
            "Late check-out agreed, then charged as another night",
            "The manager on duty agreed to three o'clock.",
            "The extra night has been taken off your bill.",
        ),
    ],
    "slow_service": [
        (
            "Forty minutes in the queue to check in",
            "One clerk for a full coach.",
            "A second desk now opens when a coach is announced.",
        ),
    ],
    "wrong_transaction": [
        (
            "Charged twice for the same booking",
            "Both amounts left my account on the same day.",
            "The second payment has been reversed and reaches you within three working days.",
        ),
    ],
    "rude_staff": [
        (
            "The guide shouted at my wife in front of the group",
            "She asked for a short break because of the heat.",
            "The guide has been taken off tours, and our head of tours apologised to you both in person.",
        ),
    ],
    "rude_service": [
        (
            "Sarcastic answer when I asked about the bill",
            "I only wanted to know what the service charge is.",
            "We listened to the call with the colleague concerned; he has apologised to you.",
        ),
    ],
    "change_not_communicated": [
        (
            "Gym closed for the whole of our stay",
            "We would have chosen another hotel.",
            "We refunded a part of the rate, and closures now show before booking.",
        ),
        (
            "Tour left an hour earlier than printed",
            "Nobody told us of the change.",
            "We took you on a private tour the next day at our expense.",
        ),
    ],
    "dissatisfied_product_service": [
        (
            "No hot water for two mornings",
            "Reported both times at reception.",
            "The boiler has been replaced and half of two nights refunded.",
        ),
        (
            "Wi-Fi too slow to work",
            "Calls dropped again and again.",
            "Another access point was installed on your floor.",
        ),
        (
            "Vegetarian menu was one plate of vegetables",
            "We had asked for it when booking.",
            "Our chef has written a vegetarian menu; please be our guest.",
        ),
    ],
    "slow_response": [
        (
            "Three e-mails about an invoice without an answer",
            "My company can't pay without a corrected invoice.",
            "The invoice was corrected today and every mail is now answered within a working day.",
        ),
        (
            "No news of my lost jacket for ten days",
            "I left it in room 418.",
            "Your jacket was found and is on its way to you by courier.",
        ),
    ],
    "external_weather": [
        (
            "Boat trip cancelled, told only at the pier",
            "The forecast was known the night before.",
            "We refunded the trip and now send a message the evening before.",
        ),
    ],
}
