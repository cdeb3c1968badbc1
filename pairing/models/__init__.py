from pairing.models.partnership import Partnership
from pairing.models.poverty import PovertyCounty
from pairing.models.school import School

__all__ = ["Partnership", "PovertyCounty", "School"]
